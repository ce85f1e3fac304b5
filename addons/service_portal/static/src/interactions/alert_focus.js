import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * What went wrong is read first: the focus goes to the sentence about it, unless a field
 * that waits for its correction has it already.
 */
export class AlertFocus extends Interaction {
    static selector = ".o_service_alert[role=alert][tabindex='-1']";

    start() {
        if (document.activeElement === document.body) {
            this.el.focus();
        }
    }
}

registry.category("public.interactions").add("service_portal.alert_focus", AlertFocus);
