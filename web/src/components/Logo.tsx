export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path className="gate" d="M4 30V15a12 12 0 0 1 24 0v15h-6V15a6 6 0 0 0-12 0v15z" />
      <circle className="light" cx="16" cy="18" r="4" />
    </svg>
  );
}
