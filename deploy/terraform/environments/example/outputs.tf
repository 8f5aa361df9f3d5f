output "public_host" {
  description = "CloudFront's host name: where a DNS alias points."
  value       = module.cloudfront.domain_name
}

output "distribution_id" {
  description = "Id of the distribution."
  value       = module.cloudfront.distribution_id
}

output "load_balancer" {
  description = "Host name of the load balancer."
  value       = module.platform.load_balancer_dns_name
}

output "services" {
  description = "ECS services by part."
  value = {
    server     = module.gatelight.service_name
    gateway    = module.gateway.service_name
    monitoring = module.monitoring.service_name
  }
}

output "log_groups" {
  description = "Log groups by part."
  value = {
    server     = module.gatelight.log_group
    gateway    = module.gateway.log_group
    monitoring = module.monitoring.log_group
  }
}
