import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { STATION_KEY } from "../station/station_hook";
import { StationPhoto } from "../station_photo/station_photo";

/** The photo booth in a damage protocol; photos go to its first device. */
export class DamagePhotos extends Component {
    static template = "service_logistics.DamagePhotos";
    static components = { StationPhoto };
    static props = { ...standardWidgetProps };

    setup() {
        this.notification = useService("notification");
        this.station = browser.localStorage.getItem(STATION_KEY) || "";
    }

    get job() {
        const { job_ids, photo_ids } = this.props.record.data;
        const [job] = job_ids.records;
        return (
            job && {
                id: job.resId,
                reference: "",
                title: job.data.display_name,
                photo_count: photo_ids.count,
            }
        );
    }

    onTaken() {
        return this.props.record.load();
    }

    onError(message) {
        this.notification.add(message, { type: "danger" });
    }
}

registry.category("view_widgets").add("service_damage_photos", { component: DamagePhotos });
