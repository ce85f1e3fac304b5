import { Component } from "@odoo/owl";

/** One device of the request: a known one by name, a new one by kind and model. */
export class IntakeDevice extends Component {
    static template = "service_portal.IntakeDevice";
    static props = {
        device: Object,
        number: Number,
        choices: Object,
        onRemove: Function,
    };

    id(name) {
        return `intake_${name}_${this.props.device.key}`;
    }
}
