import { Component, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** The big answer to the last scan, and the field for typing a code by hand. */
export class StationStatus extends Component {
    static template = "service_logistics.StationStatus";
    static props = {
        state: Object,
        hint: String,
        onScan: Function,
        onRetry: Function,
        onStation: Function,
        onDismiss: Function,
    };

    setup() {
        this.input = useRef("code");
        this.root = useRef("root");
        // Whoever has scrolled to the camera sees the answer to the next scan.
        useEffect(
            (level) => {
                if (level !== "idle") {
                    this.root.el.scrollIntoView({ block: "nearest" });
                }
            },
            () => [this.props.state.level, this.props.state.title, this.props.state.message]
        );
    }

    get icon() {
        return {
            idle: "fa-barcode",
            info: "fa-list-ul",
            success: "fa-check-circle",
            warning: "fa-exclamation-triangle",
            danger: "fa-times-circle",
        }[this.props.state.level];
    }

    /** Whose scans wait in this browser beside one's own, in words. */
    get others() {
        return Object.entries(this.props.state.others).map(([name, count]) =>
            _t(
                "Scans of %(name)s wait in this browser: %(count)s. They are sent when %(name)s logs in here and opens this station.",
                { name, count }
            )
        );
    }

    onSubmit() {
        this.props.onScan(this.input.el.value);
        this.input.el.value = "";
        // guard: the next scan is no part of a name, its keys reach core's service
        document.activeElement.blur();
    }

    onName(ev) {
        this.props.onStation(ev.target.value);
        ev.target.blur();
    }
}
