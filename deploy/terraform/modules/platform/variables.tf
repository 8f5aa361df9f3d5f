variable "name" {
  description = "Name of the deployment; every resource's name begins with it."
  type        = string
  default     = "gatelight"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,16}$", var.name))
    error_message = "2 to 17 lower-case letters, digits and hyphens: target groups allow 32 characters."
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

variable "direct_cidrs" {
  description = "Networks that may reach the load balancer without CloudFront, such as an office or a VPN."
  type        = list(string)
  default     = []
}

variable "access_log_bucket" {
  description = "Bucket of the load balancer's access logs; empty keeps none."
  type        = string
  default     = ""
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  default     = true
}

variable "container_insights" {
  description = "Whether CloudWatch keeps metrics of every task, paid by metric. The module `monitoring` tells most of it."
  type        = bool
  default     = false
}

variable "idle_timeout_seconds" {
  description = "Seconds the load balancer waits for a model's next byte."
  type        = number
  default     = 600
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
