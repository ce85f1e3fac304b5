import { registry } from "@web/core/registry";
import { scanned } from "@service_logistics/../tests/tours/station_tour";

registry.category("web_tour.tours").add("service_logistics_shelves", {
    steps: () => [
        { trigger: ".o_service_station_idle" },
        scanned("SLTOUR01"),
        { trigger: ".o_service_station_info" },
        { trigger: "h3:contains(T-01)" },
        scanned("SJTOUR01"),
        { trigger: ".o_service_station_success" },
        { trigger: "td:contains(SJTOUR01)" },
        { trigger: "button:contains(Print the label)" },
        { trigger: "button:contains(Close the shelf)", run: "click" },
        { trigger: ".o_service_station_idle" },
        scanned("SJTOUR02"),
        { trigger: "h3:contains(Waiting for their shelf)" },
        { trigger: "td:contains(SJTOUR02)" },
        scanned("SLTOUR02"),
        { trigger: ".o_service_station_success" },
        { trigger: ".o_service_station:not(:has(h3))" },
        scanned("NIEZNANY"),
        { trigger: ".o_service_station_danger" },
    ],
});
