import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePrinter } from "../station/station_print";

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
        this.printPaper = usePrinter();
    }

    async print() {
        try {
            await this.printPaper(
                `/report/pdf/${this.props.report}/${this.props.ids.join(",")}`
            );
        } catch {
            this.props.onError(
                _t("The label could not be drawn. Check the connection and try again.")
            );
        }
    }
}
