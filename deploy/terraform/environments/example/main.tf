provider "aws" {
  region = var.region

  default_tags {
    tags = { "gatelight:deployment" = var.name }
  }
}

locals {
  task_subnet_ids = var.tasks_in_public_subnets ? var.public_subnet_ids : var.private_subnet_ids
  image           = { for part in ["server", "gateway", "grafana", "metrics"] : part => "${var.image_repository}-${part}:${var.image_tag}" }
  origin_secret   = var.secrets["origin"]
}

module "platform" {
  source = "../../modules/platform"

  name                = var.name
  vpc_id              = var.vpc_id
  public_subnet_ids   = var.public_subnet_ids
  direct_cidrs        = var.direct_cidrs
  deletion_protection = var.protected
}

module "rds" {
  source = "../../modules/rds"

  name                      = var.name
  vpc_id                    = var.vpc_id
  subnet_ids                = var.private_subnet_ids
  client_security_group_ids = { server = module.gatelight.security_group_id }
  password                  = var.secrets["database-password"]
  instance_class            = local.size.database.class
  storage_gb                = local.size.database.storage_gb
  multi_az                  = local.size.database.multi_az
  replicas                  = local.size.database.replicas
  deletion_protection       = var.protected
}

module "secrets" {
  source = "../../modules/secrets"

  name          = var.name
  recovery_days = var.protected ? 7 : 0
  values = merge(
    { for name, value in var.secrets : name => value if !contains(["database-password", "origin"], name) },
    {
      database-url  = module.rds.url
      langfuse-host = "http://server.${var.name}.internal:3000"
    },
  )
}

module "gatelight" {
  source = "../../modules/gatelight"

  platform         = module.platform.platform
  image            = local.image["server"]
  architecture     = var.architecture
  store            = local.large ? "clickhouse" : "embedded"
  cpu              = local.size.server.cpu
  memory           = local.size.server.memory
  desired_count    = local.size.server.tasks
  max_count        = local.size.server.most_tasks
  media_bucket     = local.large ? var.media_bucket : ""
  subnet_ids       = local.task_subnet_ids
  assign_public_ip = var.tasks_in_public_subnets
  public_url       = var.public_url
  first_user_email = var.first_user_email
  monitored        = true
  secrets          = module.secrets.arns
  origin_secret    = local.origin_secret
  direct_cidrs     = var.direct_cidrs
}

module "gateway" {
  source = "../../modules/gateway"

  platform                 = module.platform.platform
  image                    = local.image["gateway"]
  architecture             = var.architecture
  cpu                      = local.size.gateway.cpu
  memory                   = local.size.gateway.memory
  desired_count            = local.size.gateway.tasks
  max_count                = local.size.gateway.most_tasks
  bedrock_models           = var.bedrock_models
  config                   = var.gateway_config
  subnet_ids               = local.task_subnet_ids
  assign_public_ip         = var.tasks_in_public_subnets
  server_security_group_id = module.gatelight.security_group_id
  secrets                  = module.secrets.arns
  origin_secret            = local.origin_secret
  direct_cidrs             = var.direct_cidrs
}

module "monitoring" {
  source = "../../modules/monitoring"

  platform                  = module.platform.platform
  grafana_image             = local.image["grafana"]
  metrics_image             = local.image["metrics"]
  architecture              = var.architecture
  cpu                       = local.size.monitoring.cpu
  memory                    = local.size.monitoring.memory
  subnet_ids                = local.task_subnet_ids
  assign_public_ip          = var.tasks_in_public_subnets
  listener_arn              = module.gatelight.listener_arn
  server_security_group_id  = module.gatelight.security_group_id
  gateway_security_group_id = module.gateway.security_group_id
  target_group_ids          = { server = module.gatelight.target_group_id, gateway = module.gateway.target_group_id }
  database_id               = var.name
  public_url                = var.public_url
  secrets                   = module.secrets.arns
  origin_secret             = local.origin_secret
  direct_cidrs              = var.direct_cidrs
  alarm_topic_arns          = var.alarm_topic_arns
}

module "cloudfront" {
  source = "../../modules/cloudfront"

  name            = var.name
  origin_host     = module.platform.load_balancer_dns_name
  origin_secret   = local.origin_secret
  aliases         = var.aliases
  certificate_arn = var.certificate_arn
}
