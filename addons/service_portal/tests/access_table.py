"""Who gets what answer from every route of service_portal; read by TestAccessMatrix.

Columns, in the order of `access_people.PEOPLE`:

    A: seven people of company A   a administrator with every right, v sees all,
       e changes all, o own matters only, p orders up to a limit, i invoices,
       b administrates and nothing else
    P  private person   B  company B, every right   -  visitor
    staff: r read, c care, l logistics, t technician, q quality, m manager, a accountant
    X  care desk of another company of this database   N  employee outside the service

Answers: 2 = here it is (or the form was sent), 3 = done and sent on, ! = the page says
why not, 4 = 404, F = 403, L = to the login, . = this person has no such record.
All but 2 and 3 write nothing, and pages write nothing.

A row: method and path (~ is /my/service), whose record (own, colleague, foreign, or `-`
for an address without one), answers. Missing records need no rows: they are not there
for anybody, and read like foreign ones.
"""

ROUTES = """
#                                                              A       P B - staff   X N
#                                                              aveopib       rcltqma
GET  /my                                             -         2222222 2 2 L 2222222 2 2
GET  /my/account                                     -         3333333 3 3 L 2222222 2 2
GET  /my/address                                     -         3333333 3 3 L 2222222 2 2
GET  /my/addresses                                   -         3333333 3 3 L 2222222 2 2
GET  /my/home                                        -         2222222 2 2 L 2222222 2 2
GET  ~                                               -         2222222 2 2 L 2222222 2 F
GET  ~/<int:request_id>                              own       2222222 2 2 . ....... . .
GET  ~/<int:request_id>                              colleague 2224444 . 2 . ....... . .
GET  ~/<int:request_id>                              foreign   4444444 4 4 L 2222222 4 4
GET  ~/<int:request_id>/done                         own       2222222 2 2 . ....... . .
GET  ~/<int:request_id>/done                         colleague 2224444 . 2 . ....... . .
GET  ~/<int:request_id>/done                         foreign   4444444 4 4 L 2222222 4 4
GET  ~/account                                       -         2222222 2 2 L 4444444 4 4
GET  ~/device/<int:device_id>                        own       2222222 2 2 . ....... . .
GET  ~/device/<int:device_id>                        colleague 2224444 . 2 . ....... . .
GET  ~/device/<int:device_id>                        foreign   4444444 4 4 L 4444444 4 4
GET  ~/devices                                       -         2222222 2 2 L 2222222 2 F
GET  ~/devices/page/<int:page>                       -         2222222 2 2 L 2222222 2 F
GET  ~/export.xlsx                                   -         2222222 2 2 L 2222222 2 F
GET  ~/import                                        -         2222222 2 2 L FFFFFFF F F
GET  ~/import/<int:import_id>                        own       2222222 2 2 . ....... . .
GET  ~/import/<int:import_id>                        colleague 4444444 . . . ....... . .
GET  ~/import/<int:import_id>                        foreign   4444444 4 4 L 4444444 4 4
GET  ~/import/<int:import_id>/file.xlsx              own       2222222 2 2 . ....... . .
GET  ~/import/<int:import_id>/file.xlsx              colleague 4444444 . . . ....... . .
GET  ~/import/<int:import_id>/file.xlsx              foreign   4444444 4 4 L 4444444 4 4
GET  ~/import/<int:import_id>/progress               own       2222222 2 2 . ....... . .
GET  ~/import/<int:import_id>/progress               colleague 4444444 . . . ....... . .
GET  ~/import/<int:import_id>/progress               foreign   4444444 4 4 L 4444444 4 4
GET  ~/import/template.xlsx                          -         2222222 2 2 L 2222222 2 F
GET  ~/invoices                                      -         2FFFF2F 2 2 L FFFFFF2 F F
GET  ~/invoices/page/<int:page>                      -         2FFFF2F 2 2 L FFFFFF2 F F
GET  ~/job/<int:job_id>                              own       2222222 2 2 . ....... . .
GET  ~/job/<int:job_id>                              colleague 2224444 . 2 . ....... . .
GET  ~/job/<int:job_id>                              foreign   4444444 4 4 L 2222222 4 4
GET  ~/job/<int:job_id>/complain                     own       2222222 2 2 . ....... . .
GET  ~/job/<int:job_id>/complain                     colleague 2224444 . 2 . ....... . .
GET  ~/job/<int:job_id>/complain                     foreign   4444444 4 4 L 2222222 4 4
GET  ~/new                                           -         2222222 2 2 L FFFFFFF F F
GET  ~/page/<int:page>                               -         2222222 2 2 L 2222222 2 F
GET  ~/photo/<int:photo_id>                          own       2222222 2 2 . ....... . .
GET  ~/photo/<int:photo_id>                          colleague 2224444 . 2 . ....... . .
GET  ~/photo/<int:photo_id>                          foreign   4444444 4 4 L 2222222 4 4
GET  ~/privacy                                       -         2222222 2 2 L 2222222 2 2
GET  ~/team                                          -         2444442 4 2 L 4444444 4 4
GET  ~/team/<int:user_id>                            colleague 2444442 . 2 . ....... . .
GET  ~/team/<int:user_id>                            foreign   4444444 4 4 L 4444444 4 4
GET  /service/embed.js                               -         2222222 2 2 2 2222222 2 2
GET  /service/health                                 -         2222222 2 2 2 2222222 2 2
GET  /service/hook/<string:source>/<string:token>    -         4444444 4 4 4 4444444 4 4
POST /service/privacy/export/<int:partner_id>        own       4444444 4 4 . ....... . .
POST /service/privacy/export/<int:partner_id>        colleague 4444444 . 4 . ....... . .
POST /service/privacy/export/<int:partner_id>        foreign   4444444 4 4 L 4244424 2 4
GET  /service/report                                 -         2222222 2 2 2 2222222 2 2
GET  /service/report/<string:token>                  -         4444444 4 4 4 4444444 4 4
GET  /web/signup                                     -         2222222 2 2 2 2222222 2 2
POST /my/account                                     -         3333333 3 3 L 2222222 2 2
POST /my/address/archive                             -         FFFFFFF F F F FFFFFFF F F
POST /my/address/submit                              -         FFFFFFF F F L 2222222 2 2
POST ~/<int:request_id>/supply                       own       3333333 3 3 . ....... . .
POST ~/<int:request_id>/supply                       colleague 3!34444 . 3 . ....... . .
POST ~/<int:request_id>/supply                       foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/account                                       -         3333333 3 3 L 4444444 4 4
POST ~/account/address                               -         3!!!!!3 3 3 L 4444444 4 4
POST ~/account/address/<int:address_id>/archive      colleague 3!!!!!3 . 3 . ....... . .
POST ~/account/address/<int:address_id>/archive      foreign   4!!!!!4 4 4 L 4444444 4 4
POST ~/account/company                               -         3!!!!!3 3 3 L 4444444 4 4
POST ~/account/key                                   -         !!!!!!! ! ! L 4444444 4 4
POST ~/account/key/<int:key_id>/revoke               own       3333333 3 3 . ....... . .
POST ~/account/key/<int:key_id>/revoke               colleague 4444444 . . . ....... . .
POST ~/account/key/<int:key_id>/revoke               foreign   4444444 4 4 L 4444444 4 4
POST ~/draft                                         -         2222222 2 2 L FFFFFFF F F
POST ~/draft/discard                                 -         3333333 3 3 L 3333333 3 3
POST ~/import                                        -         !!!!!!! ! ! L FFFFFFF F F
POST ~/import/<int:import_id>/confirm                own       !!!!!!! ! ! . ....... . .
POST ~/import/<int:import_id>/confirm                colleague 4444444 . . . ....... . .
POST ~/import/<int:import_id>/confirm                foreign   4444444 4 4 L 4444444 4 4
POST ~/import/<int:import_id>/discard                own       3333333 3 3 . ....... . .
POST ~/import/<int:import_id>/discard                colleague 4444444 . . . ....... . .
POST ~/import/<int:import_id>/discard                foreign   4444444 4 4 L 4444444 4 4
POST ~/import/<int:import_id>/file                   own       !!!!!!! ! ! . ....... . .
POST ~/import/<int:import_id>/file                   colleague 4444444 . . . ....... . .
POST ~/import/<int:import_id>/file                   foreign   4444444 4 4 L 4444444 4 4
POST ~/import/<int:import_id>/rows                   own       3333333 3 3 . ....... . .
POST ~/import/<int:import_id>/rows                   colleague 4444444 . . . ....... . .
POST ~/import/<int:import_id>/rows                   foreign   4444444 4 4 L 4444444 4 4
POST ~/job/<int:job_id>/cancel                       own       3333333 3 3 . ....... . .
POST ~/job/<int:job_id>/cancel                       colleague 3!34444 . 3 . ....... . .
POST ~/job/<int:job_id>/cancel                       foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/job/<int:job_id>/complain                     own       3333333 3 3 . ....... . .
POST ~/job/<int:job_id>/complain                     colleague 3!34444 . 3 . ....... . .
POST ~/job/<int:job_id>/complain                     foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/job/<int:job_id>/return                       own       3333333 3 3 . ....... . .
POST ~/job/<int:job_id>/return                       colleague 3!34444 . 3 . ....... . .
POST ~/job/<int:job_id>/return                       foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/new                                           -         3333333 3 3 L FFFFFFF F F
POST ~/privacy/export                                -         2222222 2 2 L 2222222 2 2
POST ~/team                                          colleague 3444443 . 3 . ....... . .
POST ~/team                                          foreign   4444444 4 4 L 4444444 4 4
POST ~/team/<int:user_id>/restore                    colleague 4444444 . 4 . ....... . .
POST ~/team/<int:user_id>/restore                    foreign   4444444 4 4 L 4444444 4 4
POST ~/team/<int:user_id>/revoke                     colleague 3444443 . 3 . ....... . .
POST ~/team/<int:user_id>/revoke                     foreign   4444444 4 4 L 4444444 4 4
POST ~/team/invitation/<int:invitation_id>/again     colleague 3444443 . 3 . ....... . .
POST ~/team/invitation/<int:invitation_id>/again     foreign   4444444 4 4 L 4444444 4 4
POST ~/team/invitation/<int:invitation_id>/withdraw  colleague 3444443 . 3 . ....... . .
POST ~/team/invitation/<int:invitation_id>/withdraw  foreign   4444444 4 4 L 4444444 4 4
POST ~/team/invite                                   -         3444443 4 3 L 4444444 4 4
POST ~/team/join/<int:join_id>                       colleague 3444443 . 3 . ....... . .
POST ~/team/join/<int:join_id>                       foreign   4444444 4 4 L 4444444 4 4
POST /service/hook/<string:source>/<string:token>    -         4444444 4 4 4 4444444 4 4
POST /service/report                                 -         !!!!!!! ! ! ! !!!!!!! ! !
POST /service/report/<string:token>                  -         4444444 4 4 4 4444444 4 4
POST /web/signup                                     -         2222222 2 2 2 2222222 2 2
"""

# Core's routes that reach our records; columns of access_core.CORE_PEOPLE.
# + = it comes, or is done; - = it does not, and nothing is written; n = an internal
# note comes along; . = there is no such thing for this person. Clients get photos by
# our own route and files by the links in messages, never by a number.
CORE = """
#                                    avo P B - rca X N
photo                    own        --- - - . ... . .
photo                    colleague  --- . - . ... . .
photo                    foreign    --- - - - +++ - -
photo as a file          own        --- - - . ... . .
photo as a file          colleague  --- . - . ... . .
photo as a file          foreign    --- - - - +++ - -
file of a word           own        --- - - . ... . .
file of a word           colleague  --- . - . ... . .
file of a word           foreign    --- - - - +++ - -
file of a note           own        --- - - . ... . .
file of a note           colleague  --- . - . ... . .
file of a note           foreign    --- - - - nnn - -
files as a zip           own        --- - - . ... . .
files as a zip           colleague  --- . - . ... . .
files as a zip           foreign    --- - - - +++ - -
messages by number       own        +++ + + . ... . .
messages by number       colleague  ++- . + . ... . .
messages by number       foreign    --- - - - nnn - -
messages of the page     own        +++ + + . ... . .
messages of the page     colleague  ++- . + . ... . .
messages of the page     foreign    --- - - - +++ - -
followers, files         own        --- - - . ... . .
followers, files         colleague  --- . - . ... . .
followers, files         foreign    --- - - - +++ - -
say something            own        +++ + + . ... . .
say something            colleague  ++- . + . ... . .
say something            foreign    --- - - - +++ - -
upload a file            own        +++ + + . ... . .
upload a file            colleague  ++- . + . ... . .
upload a file            foreign    --- - - - +++ - -
change somebody's word   own        --- - - . ... . .
change somebody's word   colleague  --- . - . ... . .
change somebody's word   foreign    --- - - - -+- - -
let somebody follow      own        --- - - . ... . .
let somebody follow      colleague  --- . - . ... . .
let somebody follow      foreign    --- - - - -+- - -
evidence                 own        --- - - . ... . .
evidence                 colleague  --- . - . ... . .
evidence                 foreign    --- - - - +++ - -
link of a mail           own        +++ + + . ... . .
link of a mail           colleague  ++- . + . ... . .
link of a mail           foreign    --- - - - +++ - -
"""


# What everybody may do by RPC, with a model at all (-) and with the record that is own,
# a colleague's or foreign. - = nothing, r = read, n = read and create, w = read and
# write, c = and create, d = and delete.
MODELS = """
#                                    A       P B - staff   X N
#                                    aveopib       rcltqma
service.access.log         -         r-----r - r - rrrrrr- r -
service.announcement       -         rrrrrrr r r - rrrrrd- r -
service.answer.wizard      -         ------- - - - -c---c- c -
service.ask                -         ------- - - - rrrrrr- r -
service.caretaker.assign   -         ------- - - - -c---c- c -
service.caretaker.rule     -         ------- - - - -r---d- r -
service.client.rights      -         ------- - - - -c---c- c -
service.device             -         rrrrrrr r r - rcwwrcr c -
service.device.category    -         rrrrrrr r r - rrrrrdr r -
service.event              -         ------- - - - rrrrrrr r -
service.fault.type         -         rrrrrrr r r - rrrrrdr r -
service.import             -         rrrrrrr r r - rrrrrr- r -
service.import.line        -         rrrrrrr r r - rrrrrr- r -
service.import.progress    -         ------- - - - -----r- - -
service.inbox              -         ------- - - - -----w- - -
service.invitation         -         ------- - - - rrrrrr- r -
service.job                -         rrrrrrr r r - rdwwwdr d -
service.join.request       -         ------- - - - -w---w- w -
service.mail.failure       -         ------- - - - -r---r- r -
service.mail.notice        -         ------- - - - -----w- - -
service.outbox             -         ------- - - - -----w- - -
service.photo              -         ------- - - - rnnnncr n -
service.photo.remove       -         ------- - - - -----c- - -
service.privacy.task       -         ------- - - - -----c- - -
service.privacy.wizard     -         ------- - - - -----d- - -
service.privacy.wizard.line -         ------- - - - -----d- - -
service.rate.limit         -         ------- - - - -----r- - -
service.reject.reason      -         ------- - - - rrrrrd- r -
service.report             -         ------- - - - -w---w- w -
service.request            -         rrrrrrr r r - rdrrrdr d -
service.request.draft      -         rrrrrrr r r - rrrrrr- r -
service.request.type       -         rrrrrrr r r - rrrrrdr r -
service.team               -         ------- - - - rrrrrd- r -
request_id                 own       rrrrrrr r r . ....... . .
request_id                 colleague rrr---- . r . ....... . .
request_id                 foreign   ------- - - - rdrrrdr - -
job_id                     own       rrrrrrr r r . ....... . .
job_id                     colleague rrr---- . r . ....... . .
job_id                     foreign   ------- - - - rdwwwdr - -
device_id                  own       rrrrrrr r r . ....... . .
device_id                  colleague rrr---- . r . ....... . .
device_id                  foreign   ------- - - - rcwwrcr - -
photo_id                   own       ------- - - . ....... . .
photo_id                   colleague ------- . - . ....... . .
photo_id                   foreign   ------- - - - rnnnncr - -
import_id                  own       rrrrrrr r r . ....... . .
import_id                  colleague ------- . . . ....... . .
import_id                  foreign   ------- - - - ------- - -
invitation_id              colleague ------- . - . ....... . .
invitation_id              foreign   ------- - - - rrrrrr- - -
join_id                    colleague ------- . - . ....... . .
join_id                    foreign   ------- - - - -w---w- - -
partner_id                 own       rrrrrrr r r . ....... . .
partner_id                 colleague rrrrrrr . r . ....... . .
partner_id                 foreign   ------- - - - rdrrrdr d r
"""
