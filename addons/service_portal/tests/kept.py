"""What core makes anew for each test although nothing it is made from has changed.

After every test method core empties all caches: the routing map is built again, the
asset bundles' files are searched for on disk again, every template is compiled again:
7, 16 and 15 % of the samples of a run of page tests (py-spy). Here each result is kept
for the process, under a key of everything that it is made from: a test that changes a
view, or reads another language, gets its own.

Before the first test core also writes every asset bundle that any template names, with
its own unit tests: 40 to 80 seconds, half of the time of a small addon. Here it writes
the style sheets that are ours to break, and what tests in a browser load (`browse`).
"""

import functools

from odoo.exceptions import UserError

from odoo.addons.base.models.ir_asset import IrAsset
from odoo.addons.base.models.ir_http import IrHttp
from odoo.addons.base.models.ir_qweb import IrQweb

_STYLES = {"web.assets_frontend", "web.assets_web"}
_browsed_scripts, _browsed_styles = set(), set(_STYLES)


def browse(*, scripts, styles):
    """Have bundles written before the first test, else each test writes them anew.

    Called where a module of tests is imported.
    """
    _browsed_scripts.update(scripts)
    _browsed_styles.update(styles)


def _kept(model, name, key):
    """Let method `name` of `model` keep its results by `key(self, *args)`."""
    method = getattr(model, name)
    results = {}

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        place = key(self, *args, **kwargs)
        if place is None:
            return method(self, *args, **kwargs)
        modules = frozenset(self.env.registry._init_modules)
        place = (self.env.cr.dbname, modules, place)
        if place not in results:
            results[place] = method(self, *args, **kwargs)
        return results[place]

    setattr(model, name, wrapper)


def _template_key(qweb, template):
    """A template's code is made from its whole text and some of the context."""
    if not isinstance(template, int):
        return None
    try:
        _element, text, ref = qweb._get_template(template)
    except (ValueError, UserError):
        return None
    context = [qweb.env.context.get(name) for name in qweb._get_template_cache_keys()]
    return (ref, text, *context)


def _asset_key(asset, bundle, assets_params):
    """No test adds an `ir.asset` record; files do not change during a run."""
    return (bundle, *sorted(assets_params.items()))


def _only_used(choose):
    @functools.wraps(choose)
    def wrapper(self):
        scripts, styles = choose(self)
        return scripts & _browsed_scripts, styles & _browsed_styles

    return wrapper


def keep():
    """Keep these results until the process ends."""
    _kept(IrHttp, "routing_map", lambda _http, key=None: ("map", key))
    _kept(IrAsset, "_get_asset_paths", _asset_key)
    _kept(IrQweb, "_generate_code_uncached", _template_key)
    # Core spells it so.
    IrQweb._get_bundles_to_pregenarate = _only_used(IrQweb._get_bundles_to_pregenarate)
