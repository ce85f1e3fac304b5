import { Component, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/** One key prints the labels of what lies on the table. */
export class StationLabel extends Component {
    static template = "service_logistics.StationLabel";
    static props = {
        ids: Array,
        report: { type: String, optional: true },
        onError: Function,
    };
    static defaultProps = { report: "service_logistics.job_labels_roll" };

    setup() {
        onWillUnmount(() => this.clear());
    }

    clear() {
        if (this.frame) {
            URL.revokeObjectURL(this.frame.src);
            this.frame.remove();
            this.frame = null;
        }
    }

    /** Fetch first: an error must be told, and never be printed. */
    async print() {
        try {
            const response = await browser.fetch(
                `/report/pdf/${this.props.report}/${this.props.ids.join(",")}`
            );
            const kind = response.headers.get("Content-Type") || "";
            if (!response.ok || !kind.startsWith("application/pdf")) {
                throw new Error(response.statusText);
            }
            this.show(await response.blob());
        } catch {
            this.props.onError(
                _t("The label could not be drawn. Check the connection and try again.")
            );
        }
    }

    /** Hand the paper to the browser's printing; with kiosk printing it asks nothing. */
    show(paper) {
        this.clear();
        this.frame = document.createElement("iframe");
        this.frame.className = "d-none o_service_label_frame";
        this.frame.src = URL.createObjectURL(paper);
        this.frame.addEventListener("load", () => this.frame?.contentWindow.print());
        document.body.append(this.frame);
    }
}
