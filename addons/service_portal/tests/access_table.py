"""Who reaches which route. One row a route; TestAccessMatrix drives them all.

Outcomes: + it answers, ! the page says why not and nothing is written (also: the form
was sent empty), - it is not there (403, 404), L to the login, . no such target.

The columns are the people of `access_matrix.ACTORS`:
    client's administrator, one who sees all, one without rights, one who orders up to
    a limit, another client (administrator with invoices), a visitor, the care desk;
    and for routes that take a record: logistics, technician, quality, manager,
    accountant, the care desk of another company of this database.
Each column of a record has four letters: an own record, a colleague's, a foreign one, a
missing one. Foreign and missing must read alike for clients.
"""

WHO = {
    # --- pages without a record
    "person": "+ + + + + L +",
    "client": "+ + + + + L -",
    "told_client": "! ! ! ! ! L -",
    "company": "+ ! ! ! + L -",
    "boss": "+ - - - + L -",
    "boss_told": "! - - - ! L -",
    "invoices": "- - - - + L -",
    "nobody": "- - - - - L -",
    "closed": "- - - - - - -",
    "employee": "- - - - - L +",
    "everybody": "+ + + + + + +",
    "everybody_told": "! ! ! ! ! ! !",
    # --- pages of a record
    "reader": "+--- ++-- +--- +--- +.-- ..LL ..+- ..+. ..+. ..+. ..+. ..+. ..-.",
    "reader_client": "+--- ++-- +--- +--- +.-- ..LL ..-- ..-. ..-. ..-. ..-. ..-. ..-.",
    "reader_told": "!--- !!-- !--- !--- !.-- ..LL ..!- ..!. ..!. ..!. ..!. ..!. ..-.",
    "editor": "+--- +!-- +--- +--- +.-- ..LL ..!- ..!. ..!. ..!. ..!. ..!. ..-.",
    "boss_of_user": "++-- ---- ---- ---- +--- ..LL -.-- -.-. -.-. -.-. -.-. -.-. -.-.",
    "boss_revokes": "!+-- ---- ---- ---- !--- ..LL -.-- -.-. -.-. -.-. -.-. -.-. -.-.",
    "boss_restores": "---- ---- ---- ---- ---- ..LL -.-- -.-. -.-. -.-. -.-. -.-. -.-.",
    "boss_of": ".+-- .--- .--- .--- ..-- ..LL ..-- ..-. ..-. ..-. ..-. ..-. ..-.",
    "boss_decides": ".--- .--- .--- .--- ..-- ..LL ..-- ..-. ..-. ..-. ..-. ..-. ..-.",
    "boss_archives": ".+-- .!!! .!!! .!!! ..-- ..LL ..-- ..-. ..-. ..-. ..-. ..-. ..-.",
    "own_key": "+--- +--- +--- +--- +--- ..LL ..-- ..-. ..-. ..-. ..-. ..-. ..-.",
}

ROWS = {
    "GET /my": (None, "person"),
    "GET /my/home": (None, "person"),
    "GET /my/account": (None, "person"),
    "POST /my/account": (None, "person"),
    "GET /my/address": (None, "person"),
    "POST /my/address/archive": (None, "closed"),
    "POST /my/address/submit": (None, "employee"),
    "GET /my/addresses": (None, "person"),
    "GET /my/service": (None, "person"),
    "GET /my/service/page/<int:page>": (None, "person"),
    "GET /my/service/export.xlsx": (None, "person"),
    "GET /my/service/devices": (None, "person"),
    "GET /my/service/devices/page/<int:page>": (None, "person"),
    "GET /my/service/invoices": (None, "invoices"),
    "GET /my/service/invoices/page/<int:page>": (None, "invoices"),
    # --- a request, a job, a device
    "GET /my/service/<int:request_id>": ("request", "reader"),
    "GET /my/service/<int:request_id>/done": ("request", "reader"),
    "POST /my/service/<int:request_id>/supply": ("request", "reader_told"),
    "GET /my/service/job/<int:job_id>": ("job", "reader"),
    "POST /my/service/job/<int:job_id>/cancel": ("job", "editor"),
    "GET /my/service/job/<int:job_id>/complain": ("job", "reader_told"),
    "POST /my/service/job/<int:job_id>/complain": ("job", "reader_told"),
    "POST /my/service/job/<int:job_id>/return": ("job", "reader_told"),
    "GET /my/service/photo/<int:photo_id>": ("photo", "reader"),
    "GET /my/service/device/<int:device_id>": ("device", "reader_client"),
    # --- filing
    "GET /my/service/new": (None, "client"),
    "POST /my/service/new": (None, "told_client"),
    "POST /my/service/draft": (None, "client"),
    "POST /my/service/draft/discard": (None, "client"),
    "GET /my/service/import": (None, "client"),
    "POST /my/service/import": (None, "told_client"),
    "GET /my/service/import/template.xlsx": (None, "person"),
    "GET /my/service/import/<int:import_id>": (None, "nobody"),
    "POST /my/service/import/<int:import_id>/confirm": (None, "nobody"),
    "POST /my/service/import/<int:import_id>/discard": (None, "nobody"),
    "POST /my/service/import/<int:import_id>/file": (None, "nobody"),
    "GET /my/service/import/<int:import_id>/file.xlsx": (None, "nobody"),
    "GET /my/service/import/<int:import_id>/progress": (None, "nobody"),
    "POST /my/service/import/<int:import_id>/rows": (None, "nobody"),
    # --- own data
    "GET /my/service/account": (None, "client"),
    "POST /my/service/account": (None, "client"),
    "POST /my/service/account/company": (None, "company"),
    "POST /my/service/account/address": (None, "told_client"),
    "POST /my/service/account/address/<int:address_id>/archive": (
        "address",
        "boss_archives",
    ),
    "POST /my/service/account/key": (None, "told_client"),
    "POST /my/service/account/key/<int:key_id>/revoke": ("key", "own_key"),
    "GET /my/service/privacy": (None, "person"),
    "POST /my/service/privacy/export": (None, "person"),
    "POST /service/privacy/export/<int:partner_id>": (None, "nobody"),
    # --- colleagues
    "GET /my/service/team": (None, "boss"),
    "POST /my/service/team": (None, "nobody"),
    "POST /my/service/team/invite": (None, "boss_told"),
    "GET /my/service/team/<int:user_id>": ("user", "boss_of_user"),
    "POST /my/service/team/<int:user_id>/revoke": ("user", "boss_revokes"),
    "POST /my/service/team/<int:user_id>/restore": ("user", "boss_restores"),
    "POST /my/service/team/invitation/<int:invitation_id>/again": (
        "invitation",
        "boss_of",
    ),
    "POST /my/service/team/invitation/<int:invitation_id>/withdraw": (
        "invitation",
        "boss_of",
    ),
    "POST /my/service/team/join/<int:join_id>": ("join", "boss_decides"),
    # --- everybody
    "GET /service/embed.js": (None, "everybody"),
    "GET /service/health": (None, "everybody"),
    "GET /service/hook/<string:source>/<string:token>": (None, "closed"),
    "POST /service/hook/<string:source>/<string:token>": (None, "closed"),
    "GET /service/report": (None, "everybody"),
    "POST /service/report": (None, "everybody_told"),
    "GET /service/report/<string:token>": (None, "closed"),
    "POST /service/report/<string:token>": (None, "closed"),
    "GET /web/signup": (None, "everybody"),
    "POST /web/signup": (None, "everybody"),
}
