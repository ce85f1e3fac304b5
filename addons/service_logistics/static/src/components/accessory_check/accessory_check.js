import { Component, useState } from "@odoo/owl";

/** The announced accessories of one device, ticked off one by one. */
export class AccessoryCheck extends Component {
    static template = "service_logistics.AccessoryCheck";
    static props = { job: Object, onSave: Function };

    setup() {
        const { job } = this.props;
        const missing = job.accessories_missing.split(", ");
        this.state = useState({
            here: job.accessory_list.filter(
                (name) => job.accessories_checked && !missing.includes(name)
            ),
        });
    }

    toggle(name) {
        this.state.here = this.state.here.includes(name)
            ? this.state.here.filter((other) => other !== name)
            : [...this.state.here, name];
    }

    save() {
        const { job } = this.props;
        const missing = job.accessory_list.filter((name) => !this.state.here.includes(name));
        return this.props.onSave(job.id, missing);
    }
}
