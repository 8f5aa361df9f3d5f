variable "name" {
  description = "Name of the deployment."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the database."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, in two availability zones or more."
  type        = list(string)
}

variable "client_security_group_ids" {
  description = "Security groups that may connect, by a name of your choice: `{ server = … }`."
  type        = map(string)
}

variable "password" {
  description = "Password of the user `gatelight`. Letters and digits, for it goes into a URL."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9]{16,}$", var.password))
    error_message = "16 letters and digits or more."
  }
}

variable "instance_class" {
  description = "Size of the instance and its replicas."
  type        = string
  default     = "db.t4g.micro"
}

variable "storage_gb" {
  description = "Storage at the start, in GB; it grows by itself to ten times that."
  type        = number
  default     = 20
}

variable "engine_version" {
  description = "Version of PostgreSQL; minor versions are updated by RDS."
  type        = string
  default     = "16"
}

variable "multi_az" {
  description = "Whether a standby waits in another availability zone."
  type        = bool
  default     = false
}

variable "replicas" {
  description = "Read replicas, for what else reads the records (reports, a warehouse)."
  type        = number
  default     = 0
}

variable "backup_days" {
  description = "Days of point-in-time recovery."
  type        = number
  default     = 7
}

variable "deletion_protection" {
  description = "Whether the database refuses to be deleted."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
