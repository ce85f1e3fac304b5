from . import controllers, models, report, wizards


def post_init_hook(env):
    """Give the warehouses that exist already their service location and types."""
    env["stock.warehouse"].with_context(active_test=False).search(
        []
    )._service_ensure_warehouse()
