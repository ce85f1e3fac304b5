from . import logistics_document
