import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const EVERY = 1000;
// Making the jobs is most of the work; numbering and the mail follow.
const LAST_SHARE = 0.9;

/** Shows how far the filing of a spreadsheet is; the page is new when it is done. */
export class ImportProgress extends Interaction {
    static selector = ".o_service_progress";

    start() {
        this.ask();
    }

    async ask() {
        try {
            const response = await this.waitFor(fetch(this.el.dataset.url));
            const progress = response.ok && (await this.waitFor(response.json()));
            if (progress && progress.state !== "queued") {
                window.location.reload();
                return;
            }
            if (progress) {
                this.show(progress);
            }
        } catch {
            // No connection for a moment: the server goes on, and so do we.
        }
        this.waitForTimeout(() => this.ask(), EVERY);
    }

    show({ done, total }) {
        const share = Math.max(0.02, total ? (done / total) * LAST_SHARE : 0);
        const bar = this.el.querySelector("[role=progressbar]");
        bar.setAttribute("aria-valuenow", done);
        bar.firstElementChild.style.width = `${Math.round(share * 100)}%`;
        this.el.querySelector(".o_service_progress_text").textContent = done
            ? _t("%(done)s of %(total)s", { done, total })
            : _t("Waiting for our turn…");
    }
}

registry
    .category("public.interactions")
    .add("service_portal.import_progress", ImportProgress);
