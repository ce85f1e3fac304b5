import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A form that is sent once, after a question when `data-confirm` asks one. */
export class SubmitOnce extends Interaction {
    static selector = ".o_service_once";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        _window: { "t-on-pageshow": this.onPageShow },
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
        this.button.setAttribute("aria-disabled", "true");
        this.button.classList.add("disabled");
        this.button.title = _t("Sending…");
    }

    /** Who comes back by the browser's arrow finds the page as it was left: locked. */
    onPageShow(ev) {
        if (ev.persisted && this.sent) {
            this.sent = false;
            this.button.removeAttribute("aria-disabled");
            this.button.classList.remove("disabled");
            this.button.removeAttribute("title");
        }
    }

    get button() {
        return this.el.querySelector("button[type=submit]");
    }
}

registry.category("public.interactions").add("service_portal.submit_once", SubmitOnce);
