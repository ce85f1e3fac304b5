import { Component, useEffect, useRef } from "@odoo/owl";

/** The big answer to the last scan, and the field for typing a code by hand. */
export class StationStatus extends Component {
    static template = "service_logistics.StationStatus";
    static props = {
        state: Object,
        hint: String,
        onScan: Function,
        onRetry: Function,
        onStation: Function,
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

    onSubmit() {
        this.props.onScan(this.input.el.value);
        this.input.el.value = "";
        // The scanner's keys must reach core's service again.
        this.input.el.blur();
    }
}
