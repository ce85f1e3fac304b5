from . import device_labels, logistics_document
