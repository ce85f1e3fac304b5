from . import portal, portal_parcel, portal_ticket
