output "target_group_id" {
  description = "Grafana's target group, as CloudWatch's metrics name it."
  value       = module.service.target_group_id
}

output "service_name" {
  description = "Name of the ECS service."
  value       = module.service.service_name
}

output "log_group" {
  description = "Log group of VictoriaMetrics and Grafana."
  value       = module.service.log_group
}
