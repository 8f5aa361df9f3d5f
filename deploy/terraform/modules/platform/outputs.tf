output "platform" {
  description = "What the other modules take as `platform`."
  value = {
    name               = var.name
    region             = data.aws_region.this.region
    vpc_id             = var.vpc_id
    vpc_cidr           = data.aws_vpc.this.cidr_block
    cluster_arn        = aws_ecs_cluster.this.arn
    cluster_name       = aws_ecs_cluster.this.name
    load_balancer_arn  = aws_lb.this.arn
    load_balancer_name = aws_lb.this.dns_name
    load_balancer_id   = aws_lb.this.arn_suffix
    security_groups    = { for name, group in aws_security_group.load_balancer : name => group.id }
    namespace_id       = aws_service_discovery_private_dns_namespace.this.id
    namespace          = aws_service_discovery_private_dns_namespace.this.name
    tags               = local.tags
  }
}

output "load_balancer_dns_name" {
  description = "Host name of the load balancer, CloudFront's origin."
  value       = aws_lb.this.dns_name
}
