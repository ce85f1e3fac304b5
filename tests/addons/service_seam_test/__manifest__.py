{
    "name": "Service Seam Test",
    "summary": "Overrides each seam of service_portal once; for tests only",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Service Portal Suite",
    "license": "LGPL-3",
    "depends": ["service_portal"],
    "data": ["views/seam_templates.xml"],
}
