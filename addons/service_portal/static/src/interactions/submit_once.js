import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A form that is sent once, after a question when `data-confirm` asks one. */
export class SubmitOnce extends Interaction {
    static selector = ".o_service_once";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.sent = false;
    }

    onSubmit(ev) {
        const question = this.el.dataset.confirm;
        if (this.sent || (question && !window.confirm(question))) {
            ev.preventDefault();
            return;
        }
        this.sent = true;
        const button = this.el.querySelector("button[type=submit]");
        button.setAttribute("aria-disabled", "true");
        button.classList.add("disabled");
        button.title = _t("Sending…");
    }
}

registry.category("public.interactions").add("service_portal.submit_once", SubmitOnce);
