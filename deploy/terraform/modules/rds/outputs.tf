output "address" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "replica_addresses" {
  description = "Host names of the read replicas."
  value       = [for replica in aws_db_instance.replica : replica.address]
}

output "url" {
  description = "What `GATELIGHT_DATABASE_URL` is set to."
  value       = "postgresql://gatelight:${var.password}@${aws_db_instance.this.address}:5432/gatelight?sslmode=require"
  sensitive   = true
}

output "security_group_id" {
  description = "Security group of the database."
  value       = aws_security_group.database.id
}
