from . import portal, portal_parcel
