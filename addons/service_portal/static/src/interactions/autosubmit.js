import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A choice that is applied as soon as it is made. */
export class Autosubmit extends Interaction {
    static selector = ".o_service_autosubmit";
    dynamicContent = {
        _root: { "t-on-change": () => this.el.form.requestSubmit() },
    };
}

registry.category("public.interactions").add("service_portal.autosubmit", Autosubmit);
