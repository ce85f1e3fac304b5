-- A copy of the database must not talk to couriers, nor hear them, nor remind anybody.
UPDATE delivery_carrier SET service_hook_token = NULL, service_inpost_token = NULL,
       service_inpost_organization = NULL;
UPDATE ir_cron SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data
               WHERE module = 'service_logistics' AND model = 'ir.cron'
                 AND name IN ('ir_cron_service_shipment_track',
                              'ir_cron_service_remind_sending'));
