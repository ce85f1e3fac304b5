"""What the workshop of these tests repairs: categories, checklists, prices, parts.

Entered over JSON-2 by those who enter it at work, so that the way does not hang on
the demo data's wording.
"""

from dataclasses import dataclass, field

TERMINAL = "Terminal płatniczy"
PRINTER = "Drukarka fiskalna"
# Point of the checklist -> what a failed tick proposes: (position, product, kind).
TERMINAL_CHECKS = {
    "Bateria trzyma pełną zmianę": [
        ("part", "battery", "necessary"),
        ("labour", "labour", "necessary"),
    ],
    "Obudowa jest cała": [("cover", "cover", "recommended")],
    "Wyświetlacz świeci": [],
}
PRINTER_CHECKS = {"Głowica drukuje czysto": [("labour", "labour", "necessary")]}
# What the client files.
DEVICE_FIELDS = ("brand", "model", "serial_number", "fault")
DEVICES = (
    (TERMINAL, "Verifone", "V200c", "VF-4471", "Wyłącza się po godzinie."),
    (PRINTER, "Posnet", "Thermal XL2", "PX-0093", "Drukuje blade paragony."),
)
PRODUCTS = {
    # name, net price, tax, storable
    "labour": ("Robocizna", 111.11, 8, False),
    "battery": ("Bateria 7,4 V", 150.33, 23, True),
    "cover": ("Obudowa przednia", 49.99, 23, True),
}
# Net, VAT and gross of the terminal's variants, worked out by hand: 111.11 at 8 %
# is 8.89, 150.33 at 23 % is 34.58, 49.99 at 23 % is 11.50.
NECESSARY = 304.91
RECOMMENDED = 366.40
PRINTER_TOTAL = 120.00
STOCK = 5


@dataclass
class Workshop:
    """Ids of what was entered."""

    products: dict = field(default_factory=dict)
    location: int = 0

    def on_hand(self, admin, name):
        """Return how many pieces of a part lie on the shelf."""
        quants = admin.find(
            "stock.quant",
            [
                ("product_id", "=", self.products[name]),
                ("location_id", "child_of", self.location),
            ],
            ["quantity"],
        )
        return sum(quant["quantity"] for quant in quants)


def furnish(admin, manager):
    """Enter everything; return the Workshop."""
    shop = Workshop()
    shop.products = {code: _product(admin, *facts) for code, facts in PRODUCTS.items()}
    warehouse = admin.find("stock.warehouse", [], ["lot_stock_id"], limit=1)[0]
    shop.location = warehouse["lot_stock_id"][0]
    for code, (_name, _price, _tax, storable) in PRODUCTS.items():
        if storable:
            _put_on_shelf(admin, shop.products[code], shop.location)
    home = manager.one("hr.skill", [("name", "=", "Sprzęt AGD")])["id"]
    _category(manager, shop, TERMINAL, [home], TERMINAL_CHECKS)
    _category(manager, shop, PRINTER, [], PRINTER_CHECKS)
    return shop


def _product(admin, name, price, rate, storable):
    tax = admin.find(
        "account.tax",
        [("amount", "=", rate), ("type_tax_use", "=", "sale")],
        limit=1,
        order="id",
    )[0]["id"]
    return admin.create(
        "product.product",
        name=name,
        list_price=price,
        type="consu" if storable else "service",
        is_storable=storable,
        taxes_id=[[6, 0, [tax]]],
        invoice_policy="delivery" if storable else "order",
    )


def _put_on_shelf(admin, product, location):
    quant = admin(
        "stock.quant",
        "create",
        context={"inventory_mode": True},
        vals_list=[
            {
                "product_id": product,
                "location_id": location,
                "inventory_quantity": STOCK,
            }
        ],
    )
    admin("stock.quant", "action_apply_inventory", ids=quant)


def _category(manager, shop, name, skills, checks):
    category = manager.create(
        "service.device.category", name=name, skill_ids=[[6, 0, skills]]
    )
    checklist = manager.create("service.checklist", name=name, category_id=category)
    for sequence, (point, prices) in enumerate(checks.items()):
        line = manager.create(
            "service.checklist.line",
            checklist_id=checklist,
            sequence=sequence,
            name=point,
        )
        for position, product, kind in prices:
            manager.create(
                "service.price",
                checklist_line_id=line,
                position=position,
                product_id=shop.products[product],
                kind=kind,
            )
