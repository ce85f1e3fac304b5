"""Factories of quotes; no test in here."""

from odoo.fields import Command

from odoo.addons.service_portal.tests.common import ServiceCommon


class QuotesCommon(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Around midnight the day of an invoice depends on who posts it.
        cls.accountant_user.tz = "Europe/Warsaw"
        cls._quotes_setup_products()
        cls._quotes_setup_checklist()

    @classmethod
    def _quotes_setup_products(cls):
        cls.tax_8, cls.tax_23 = cls.env["account.tax"].create(
            [
                {"name": f"VAT {rate}", "amount": rate, "type_tax_use": "sale"}
                for rate in (8, 23)
            ]
        )
        products = cls.env["product.product"]
        cls.labour = products.create(
            {
                "name": "Robocizna",
                "type": "service",
                "list_price": 111.11,
                "taxes_id": [Command.set(cls.tax_8.ids)],
                "invoice_policy": "order",
            }
        )
        cls.part, cls.film = products.create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": price,
                    "invoice_policy": "delivery",
                    "taxes_id": [Command.set(cls.tax_23.ids)],
                }
                for name, price in (("Bateria", 150.33), ("Szkło ochronne", 49.99))
            ]
        )
        stock = (
            cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.env.company.id)], limit=1)
            .lot_stock_id
        )
        for product in (cls.part, cls.film):
            cls.env["stock.quant"]._update_available_quantity(product, stock, 50)

    @classmethod
    def _quotes_setup_checklist(cls):
        cls.checklist = cls.env["service.checklist"].create(
            {
                "name": "Telefon",
                "category_id": cls.category.id,
                "line_ids": [
                    Command.create({"name": "Bateria", "sequence": 1}),
                    Command.create({"name": "Ekran", "sequence": 2}),
                ],
            }
        )
        cls.line_battery, cls.line_screen = cls.checklist.line_ids
        cls.env["service.price"].create(
            [
                {
                    "checklist_line_id": cls.line_battery.id,
                    "position": "part",
                    "product_id": cls.part.id,
                    "kind": "necessary",
                },
                {
                    "checklist_line_id": cls.line_battery.id,
                    "position": "labour",
                    "product_id": cls.labour.id,
                    "kind": "necessary",
                },
                {
                    "checklist_line_id": cls.line_screen.id,
                    "position": "film",
                    "product_id": cls.film.id,
                    "kind": "recommended",
                },
            ]
        )

    # --- Factories --------------------------------------------------------------

    @classmethod
    def make_diagnosing(cls, jobs=1, **kwargs):
        """Return jobs under diagnosis, assigned to the technician."""
        request = cls.make_request(jobs, **kwargs)
        job = request.job_ids
        job.technician_id = cls.technician_user
        job._service_transition("received", source="system")
        job.with_user(cls.technician_user).action_start_diagnosis()
        return job

    @classmethod
    def tick(cls, job, **results):
        """Tick the points as the technician: battery=..., screen=...; default ok."""
        for check in job.check_ids.with_user(cls.technician_user):
            key = "battery" if check.line_id == cls.line_battery else "screen"
            check.result = results.get(key, "ok")

    @classmethod
    def make_draft(cls, job=None, **kwargs):
        """Return a draft made by two failed ticks: part, labour, film."""
        job = job or cls.make_diagnosing(**kwargs)
        for each in job:
            cls.tick(each, battery="failed", screen="failed")
        return job.quote_ids.filtered(lambda quote: quote.state == "draft")

    @classmethod
    def make_sent(cls, jobs=1, **kwargs):
        """Return the sent quotes of new jobs."""
        quotes = cls.make_draft(cls.make_diagnosing(jobs, **kwargs))
        quotes.with_user(cls.technician_user).action_send()
        return quotes

    @classmethod
    def decide(cls, quotes, choice, user=None):
        """Decide as the client on the portal does."""
        user = user or cls.client_user
        cls.env["service.quote"].with_user(user)._service_decide(
            dict.fromkeys(quotes.ids, choice),
            source="portal",
            actor=user,
            address="192.0.2.1",
        )
        return quotes.with_env(cls.env)

    @classmethod
    def make_accepted(cls, variant="recommended", jobs=1, **kwargs):
        return cls.decide(cls.make_sent(jobs, **kwargs), variant)

    @classmethod
    def make_repaired(cls, variant="recommended", **kwargs):
        """Return an accepted quote whose job waits for the quality check."""
        quote = cls.make_accepted(variant, **kwargs)
        job = quote.job_id.with_user(cls.technician_user)
        job.action_start_repair()
        job.action_finish_repair()
        return quote

    @classmethod
    def make_invoice(cls, orders):
        """Return the posted invoice of the orders, made on the board."""
        cls.env.flush_all()
        rows = (
            cls.env["service.money.report"]
            .with_user(cls.accountant_user)
            .search([("order_id", "in", orders.ids)])
        )
        rows.action_create_invoices()
        invoice = rows.order_id.invoice_ids
        invoice.action_post()
        return invoice.with_env(cls.env)

    @classmethod
    def pay(cls, invoice, amount):
        """Register a payment as the accountant does in the web client."""
        wizard = (
            cls.env["account.payment.register"]
            .with_user(cls.accountant_user)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": amount})
        )
        wizard.action_create_payments()
