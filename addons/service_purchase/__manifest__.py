{
    "name": "Service Purchase",
    "summary": "Buy the parts that a repair of a client's device lacks",
    "version": "19.0.1.0.0",
    "category": "Services/Service Portal",
    "author": "Service Portal Suite",
    "license": "LGPL-3",
    "depends": ["service_logistics", "purchase_stock"],
    "data": ["views/service_job_views.xml"],
    "auto_install": True,
}
