"""Rows for the measurements, made by SQL: a year of work takes seconds."""

from odoo.fields import Command

from tests.bench import common
from tools import databases

LOGIN = "bench_client"
CLIENTS = 50

# Every {every}th row is the measured client's, spread like in real life.
_CLIENT = """
    CASE WHEN i % {every} = 0 THEN {client}
         ELSE ({others})[1 + i % {count}] END
"""
_REQUESTS = """
INSERT INTO service_request (
    name, subject, company_id, type_id, partner_id, contact_id, partner_shipping_id,
    partner_invoice_id, channel, priority, state, submitted_at, state_since,
    create_date, write_date, create_uid, write_uid, open_job_count, active, is_loose)
SELECT 'ZS/2026/' || lpad(i::text, 6, '0'), 'Naprawa ' || i, 1, {type},
       p, CASE WHEN p = {client} THEN {contact} ELSE p END, p, p,
       'portal', '0', 'in_progress', at, at, at, at, 1, 1, 1, TRUE, FALSE
FROM (
    SELECT i, {partner} AS p,
           timestamp '2026-01-01' + i * (interval '300 days' / {jobs}) AS at
    FROM generate_series(1, {jobs}) AS i
) AS rows
"""
_DEVICES = """
INSERT INTO service_device (
    code, company_id, partner_id, category_id, brand, model, serial_number,
    serial_key, create_date, write_date, create_uid, write_uid)
SELECT 'BENCH' || r.id, 1, r.partner_id, {category}, 'Marka', 'Model ' || r.id % 97,
       'SN-' || left(md5(r.id::text), 12), upper('SN' || left(md5(r.id::text), 12)),
       r.create_date, r.create_date, 1, 1
FROM service_request AS r
"""
_JOBS = """
INSERT INTO service_job (
    request_id, number, company_id, partner_id, contact_id, type_id,
    partner_shipping_id, partner_invoice_id, device_id, category_id, reference,
    barcode, customer_reference, state, is_open, state_since, next_step_code,
    next_actor, amount_display, tracking_display, title, serial_number, search_text,
    priority, create_date, write_date, create_uid, write_uid)
SELECT r.id, 1, 1, r.partner_id, r.contact_id, r.type_id, r.partner_shipping_id,
       r.partner_invoice_id, d.id, d.category_id, r.name || '-01', 'B' || r.id,
       'PO-' || r.id, s.state, s.state != 'closed',
       r.submitted_at + interval '3 days', s.step, s.actor,
       CASE WHEN s.state IN ('quoted', 'repairing', 'closed') THEN '365,92 zł' END,
       CASE WHEN s.state = 'closed' THEN 'InPost 6200' || r.id END,
       d.brand || ' ' || d.model, d.serial_number,
       concat_ws(' ', r.name || '-01', 'B' || r.id, 'PO-' || r.id, d.code, d.brand,
                 d.model, d.serial_number, d.serial_key),
       '0', r.create_date, r.create_date, 1, 1
FROM service_request AS r
JOIN service_device AS d ON d.code = 'BENCH' || r.id
JOIN (VALUES (0, 'announced', 'send', 'client'),
             (1, 'quoted', 'decide', 'client'),
             (2, 'repairing', 'repair', 'technician'),
             (3, 'closed', 'none', 'nobody'),
             (4, 'closed', 'none', 'nobody')) AS s (n, state, step, actor)
  ON s.n = r.id % 5
"""
_ORDERS = """
INSERT INTO sale_order (
    name, company_id, partner_id, partner_invoice_id, partner_shipping_id,
    pricelist_id, currency_id, currency_rate, state, picking_policy, invoice_status,
    amount_untaxed, amount_tax, amount_total, date_order, access_token,
    create_date, write_date, create_uid, write_uid)
SELECT 'S' || lpad(i::text, 6, '0'), 1, p, p, p, NULL, {currency}, 1, 'sale', 'direct',
       'no', 100, 23, 123, at, md5(i::text), at, at, 1, 1
FROM (
    SELECT i, {partner} AS p,
           timestamp '2026-01-01' + i * (interval '300 days' / {jobs}) AS at
    FROM generate_series(1, {jobs}) AS i
) AS rows
"""


def fill(database, jobs, own):
    """Write `jobs` jobs and as many sale orders; `own` of each are the client's.

    The client's user is LOGIN: a company's user who sees colleagues and invoices.
    """
    facts = _people(database)
    facts |= {"jobs": jobs, "every": jobs // own}
    facts["partner"] = _CLIENT.format(**facts)
    for statement in (_REQUESTS, _DEVICES, _JOBS, _ORDERS):
        databases.sql(statement.format(**facts), database)


def _people(database):
    with common.environment(database) as env:
        partners = env["res.partner"]
        client = partners.create({"name": "Klient mierzony", "is_company": True})
        others = partners.create(
            [{"name": f"Klient {n}", "is_company": True} for n in range(CLIENTS)]
        )
        rights = ("company_edit", "approve", "invoices")
        groups = [env.ref(f"service_portal.group_client_{right}") for right in rights]
        user = env["res.users"].create(
            {
                "name": "Anna Mierzona",
                "login": LOGIN,
                "email": "bench@client.example.com",
                "lang": "pl_PL",
                "group_ids": [
                    Command.set(
                        [env.ref("base.group_portal").id, *(g.id for g in groups)]
                    )
                ],
            }
        )
        user.partner_id.write(
            {"parent_id": client.id, "street": "Prosta 1", "city": "Warszawa"}
        )
        category = env["service.device.category"].create({"name": "Smartfony"})
        return {
            "client": client.id,
            "contact": user.partner_id.id,
            "others": f"ARRAY{others.ids}",
            "count": CLIENTS,
            "type": env.ref("service_portal.service_request_type_repair").id,
            "category": category.id,
            "currency": env.ref("base.PLN").id,
        }
