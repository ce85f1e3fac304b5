import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** What a count has seen: the places on the list, the devices of the open one. */
export class CountPanel extends Component {
    static template = "service_logistics.CountPanel";
    static props = {
        count: Object,
        onScan: Function,
        onLeave: Function,
    };

    get done() {
        return this.props.count.places.filter((place) => place.opened).length;
    }

    /** The open place as it stands in the list. */
    get place() {
        const { place, places } = this.props.count;
        return places.find(({ id }) => id === place.id);
    }

    /** What a row says beside the colour. */
    label(row) {
        return (
            {
                present: _t("counted"),
                moved: _t("counted"),
                away: _t("seen on another shelf"),
                elsewhere: _t("belongs elsewhere"),
                found: _t("was missing"),
                unexpected: _t("not expected here"),
            }[row.seen] || _t("not seen yet")
        );
    }

    icon(row) {
        if (!row.seen) {
            return "fa-circle-o text-muted";
        }
        const good = ["present", "moved"].includes(row.seen);
        return good ? "fa-check-circle text-success" : "fa-exclamation-triangle text-warning-emphasis";
    }
}
