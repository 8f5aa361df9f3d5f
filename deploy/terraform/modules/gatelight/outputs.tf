output "listener_arn" {
  description = "Listener 8080, to which `monitoring` adds Grafana's paths."
  value       = aws_lb_listener.this.arn
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = module.service.security_group_id
}

output "target_group_id" {
  description = "Target group, as CloudWatch's metrics name it."
  value       = module.service.target_group_id
}

output "private_url" {
  description = "Address of the server inside the VPC: the gateway's `LANGFUSE_HOST`."
  value       = "http://server.${var.platform.namespace}:${local.port}"
}

output "service_name" {
  description = "Name of the ECS service."
  value       = module.service.service_name
}

output "log_group" {
  description = "Log group of the server."
  value       = module.service.log_group
}

output "file_system_id" {
  description = "File system of the embedded store; null with ClickHouse."
  value       = one(aws_efs_file_system.events[*].id)
}
