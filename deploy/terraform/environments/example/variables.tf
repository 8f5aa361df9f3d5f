variable "name" {
  description = "Name of the deployment."
  type        = string
  default     = "gatelight"
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "size" {
  description = "`small`: 0.5 vCPU and 1 GB, events embedded on a volume. `large`: several tasks, ClickHouse by URL, a read replica."
  type        = string
  default     = "small"

  validation {
    condition     = contains(["small", "large"], var.size)
    error_message = "small or large."
  }
}

variable "vpc_id" {
  description = "VPC in which everything runs."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer, in two availability zones or more."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of tasks and database. Tasks reach AWS through a NAT gateway; without one set `tasks_in_public_subnets`."
  type        = list(string)
}

variable "tasks_in_public_subnets" {
  description = "Whether tasks run in the public subnets with addresses of their own: cheaper than a NAT gateway, and nothing but the load balancer reaches them either way."
  type        = bool
  default     = false
}

variable "image_repository" {
  description = "Where the images are, such as `123456789012.dkr.ecr.eu-west-1.amazonaws.com/gatelight`; `-server`, `-gateway`, … is added."
  type        = string
}

variable "image_tag" {
  description = "Tag of the images."
  type        = string
}

variable "public_url" {
  description = "Address people use, such as `https://llm.example.com`."
  type        = string
}

variable "aliases" {
  description = "Host names of the distribution."
  type        = list(string)
  default     = []
}

variable "certificate_arn" {
  description = "ACM certificate in us-east-1 for them."
  type        = string
  default     = ""
}

variable "first_user_email" {
  description = "The first user, owner of the organisation."
  type        = string
}

variable "bedrock_models" {
  description = "Models of Amazon Bedrock by the name callers use."
  type        = map(string)
  default     = {}
}

variable "gateway_config" {
  description = "The gateway's gateway.yaml. Empty: the Bedrock models."
  type        = string
  default     = ""
}

variable "direct_cidrs" {
  description = "Networks that may come without CloudFront."
  type        = list(string)
  default     = []
}

variable "secrets" {
  description = "Passwords and keys, made by `gatelight aws secrets`. `clickhouse-url` besides when the size is large."
  type        = map(string)
  sensitive   = true

  validation {
    condition = alltrue([for name in [
      "database-password", "secret-key", "salt", "langfuse-public-key", "langfuse-secret-key",
      "gateway-master-key", "virtual-key", "first-user-password", "metrics-token",
      "grafana-password", "origin",
    ] : contains(keys(var.secrets), name)])
    error_message = "One is missing: make them with `gatelight aws secrets`."
  }
}

variable "media_bucket" {
  description = "Name of the bucket made for media when the size is large."
  type        = string
  default     = ""
}

variable "architecture" {
  description = "`ARM64` or `X86_64`."
  type        = string
  default     = "ARM64"
}

variable "protected" {
  description = "Whether load balancer and database refuse to be deleted, and deleted secrets can be brought back."
  type        = bool
  default     = true
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms go to."
  type        = list(string)
  default     = []
}
