from . import repair_order, service_job, stock_move
