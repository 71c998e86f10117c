import type { ReactNode } from 'react';

/** Says that there is nothing, or that something is wrong, and what to do next. */
export function Notice({ title, children, alert }: { title: string; children?: ReactNode; alert?: boolean }) {
  return (
    <div className={alert ? 'notice notice-alert' : 'notice'} role={alert ? 'alert' : 'status'}>
      <strong>{title}</strong>
      {children === undefined ? null : <div>{children}</div>}
    </div>
  );
}
