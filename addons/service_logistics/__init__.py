from . import controllers, models, report, wizards

_BETWEEN_KEYS = "barcode.max_time_between_keys_in_ms"


def post_init_hook(env):
    """Prepare what exists already: warehouses, and how stations read a scanner."""
    parameters = env["ir.config_parameter"]
    if not parameters.get_param(_BETWEEN_KEYS):
        # A busy computer stops between two keys for longer than core's 150 ms: half a
        # code is no code. What ends with Enter is not answered later for it.
        parameters.set_param(_BETWEEN_KEYS, 300)
    env["stock.warehouse"].with_context(active_test=False).search(
        []
    )._service_ensure_warehouse()
