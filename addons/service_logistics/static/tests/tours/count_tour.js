import { registry } from "@web/core/registry";
import { scanned } from "@service_logistics/../tests/tours/station_tour";

registry.category("web_tour.tours").add("service_logistics_count", {
    steps: () => [
        { trigger: ".o_service_station_idle" },
        scanned("SCCOUNT"),
        { trigger: ".o_service_count h3:contains(INW)" },
        scanned("SLTOUR01"),
        { trigger: ".o_service_count h3:contains(T-01)" },
        { trigger: ".o_service_count .badge:contains(0 / 2)" },
        scanned("SJTOUR01"),
        { trigger: ".o_service_station_success" },
        { trigger: ".o_service_count .badge:contains(1 / 2)" },
        // A device that belongs on the other shelf.
        scanned("SJTOUR03"),
        { trigger: ".o_service_station_warning" },
        scanned("SCDONE"),
        { trigger: ".o_service_station_title:contains(1)" },
        { trigger: "button:contains(Finish without)", run: "click" },
        { trigger: ".o_form_view button:contains(Book All)", run: "click" },
        { trigger: ".o_notification:contains(1)" },
        { trigger: ".o_form_view:not(:has(button:contains(Book All)))" },
        { trigger: ".o_data_row:contains(Write the protocol)" },
    ],
});
