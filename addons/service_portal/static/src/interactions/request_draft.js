import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const QUIET = 1500;

/** Keeps a form while it is typed: what stands in it is there after a lost connection. */
export class RequestDraft extends Interaction {
    static selector = ".o_service_form[data-draft-url]";
    dynamicContent = {
        _root: {
            "t-on-input": this.onTyped,
            "t-on-change": this.onTyped,
            "t-on-submit": this.forgetTimer,
        },
        _document: { "t-on-visibilitychange": this.onHidden },
    };

    setup() {
        this.timer = null;
        this.kept = this.content;
    }

    destroy() {
        this.forgetTimer();
    }

    /** What would be saved, as text: photos stay in the browser. */
    get content() {
        const fields = [...new FormData(this.el)].filter(
            ([, value]) => typeof value === "string"
        );
        return new URLSearchParams(fields).toString();
    }

    onTyped() {
        this.forgetTimer();
        this.timer = this.waitForTimeout(() => this.save(), QUIET);
    }

    /** A phone may never come back to this page. */
    onHidden() {
        if (document.visibilityState === "hidden" && this.timer) {
            this.forgetTimer();
            this.save();
        }
    }

    forgetTimer() {
        clearTimeout(this.timer);
        this.timer = null;
    }

    async save() {
        this.timer = null;
        const content = this.content;
        if (content === this.kept) {
            return;
        }
        let saved = false;
        try {
            const response = await this.waitFor(
                fetch(this.el.dataset.draftUrl, {
                    method: "POST",
                    body: new URLSearchParams(content),
                    keepalive: content.length < 60000,
                })
            );
            saved = response.ok && (await this.waitFor(response.json())).saved;
        } catch {
            this.tell(_t("The draft is not saved: no connection. We try again as you type."));
            return;
        }
        if (saved) {
            this.kept = content;
            const time = new Date().toLocaleTimeString([], { timeStyle: "short" });
            this.tell(_t("Draft saved at %(time)s. Photos are not kept in it.", { time }));
        }
    }

    tell(text) {
        this.el.querySelector(".o_service_draft_state").textContent = text;
    }
}

registry.category("public.interactions").add("service_portal.request_draft", RequestDraft);
