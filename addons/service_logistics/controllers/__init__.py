from . import portal, portal_locker, portal_parcel, portal_ticket
