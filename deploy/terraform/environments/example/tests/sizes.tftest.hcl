# terraform test: what the sizes differ in. Nothing is created; the provider is a mock.

mock_provider "aws" {
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/1" }
  }
  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/x/1/2" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/x" }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/x" }
  }
  mock_resource "aws_cloudfront_function" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:function/gatelight-paths" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_vpc" {
    defaults = { cidr_block = "10.0.0.0/16" }
  }
}

variables {
  region             = "eu-west-1"
  vpc_id             = "vpc-1"
  public_subnet_ids  = ["subnet-1", "subnet-2"]
  private_subnet_ids = ["subnet-3", "subnet-4"]
  image_repository   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/gatelight"
  image_tag          = "1"
  public_url         = "https://llm.example.com"
  first_user_email   = "owner@example.com"
  secrets = {
    "database-password"   = "abcdefghijklmnop1234"
    "secret-key"          = "a"
    "salt"                = "b"
    "langfuse-public-key" = "c"
    "langfuse-secret-key" = "d"
    "gateway-master-key"  = "e"
    "virtual-key"         = "f"
    "first-user-password" = "g"
    "metrics-token"       = "h"
    "grafana-password"    = "i"
    "origin"              = "j"
    "clickhouse-url"      = "https://u:p@clickhouse.example.com:8443/gatelight"
  }
}

run "small" {
  assert {
    condition     = module.gatelight.file_system_id != null
    error_message = "The embedded store has no file system."
  }

  assert {
    condition     = length(module.rds.replica_addresses) == 0
    error_message = "The small size has no replica."
  }
}

run "large" {
  variables {
    size         = "large"
    media_bucket = "gatelight-media"
  }

  assert {
    condition     = module.gatelight.file_system_id == null
    error_message = "With ClickHouse there is nothing to keep on a file system."
  }

  assert {
    condition     = length(module.rds.replica_addresses) == 1
    error_message = "The large size has a read replica."
  }
}

run "a_secret_is_missing" {
  command = plan

  variables {
    secrets = { "salt" = "b" }
  }

  expect_failures = [var.secrets]
}
