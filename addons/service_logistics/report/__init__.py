from . import command_sheet, device_labels, logistics_document
