output "listener_arn" {
  description = "Listener 80."
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

output "service_name" {
  description = "Name of the ECS service."
  value       = module.service.service_name
}

output "log_group" {
  description = "Log group of the gateway."
  value       = module.service.log_group
}
