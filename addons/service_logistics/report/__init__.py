from . import (
    command_sheet,
    courier_label,
    device_labels,
    logistics_document,
    manifest_document,
)
