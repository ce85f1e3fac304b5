import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const EVERY = 5000;

/** Waits for a label that is being ordered; the page is new when there is news. */
export class LabelWait extends Interaction {
    static selector = ".o_service_label_wait";

    start() {
        this.waitForTimeout(() => this.ask(), EVERY);
    }

    async ask() {
        try {
            const response = await this.waitFor(fetch(window.location.href));
            if (response.ok && this.isNews(await this.waitFor(response.text()))) {
                window.location.reload();
                return;
            }
        } catch {
            // No connection for a moment: the carrier goes on, and so do we.
        }
        this.waitForTimeout(() => this.ask(), EVERY);
    }

    isNews(text) {
        const { parcel, order } = this.el.dataset;
        const page = new DOMParser().parseFromString(text, "text/html");
        return !page.querySelector(
            `.o_service_label_wait[data-parcel="${parcel}"][data-order="${order}"]`
        );
    }
}

registry
    .category("public.interactions")
    .add("service_logistics.label_wait", LabelWait);
