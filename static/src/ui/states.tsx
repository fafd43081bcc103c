/** What a page shows when it has nothing else: loading, empty, failed. */
import { Component, useEffect, useState, type ReactNode } from "react";
import { ApiError } from "../api/call";

/** Shows its children only after a moment, so that fast answers do not flicker. */
export function Delayed({ children, after = 150 }: { children: ReactNode; after?: number }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), after);
    return () => clearTimeout(timer);
  }, [after]);
  return due ? children : null;
}

export function Skeleton({ rows = 6, height = 40 }: { rows?: number; height?: number }) {
  return (
    <Delayed>
      <div className="skeletons" role="status" aria-busy="true" aria-label="Loading">
        {Array.from({ length: rows }, (_, index) => (
          <div key={index} className="skeleton" style={{ height }} />
        ))}
      </div>
    </Delayed>
  );
}

interface EmptyProps {
  text: string;
  children?: ReactNode;
  /** It is about one's own things, which no group or stream hides. */
  own?: boolean;
}

export function Empty({ text, children, own = false }: EmptyProps) {
  return (
    <div className="notice" data-testid="empty">
      <p>{text}</p>
      {children}
      {!own && <p className="muted small">You see what your groups and streams allow.</p>}
    </div>
  );
}

interface FailureProps {
  what: string;
  error: unknown;
  onRetry?: () => void;
  /** It is all that the page shows, so that it is also the page's heading. */
  whole?: boolean;
}

export function Failure({ what, error, onRetry, whole = false }: FailureProps) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className="notice" role="alert" data-testid="failure">
      {whole ? (
        <h1>{what}</h1>
      ) : (
        <p>
          <strong>{what}</strong>
        </p>
      )}
      <p>{message}</p>
      {requestId && (
        <p className="muted small">
          Request <code>{requestId}</code>
        </p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** The whole of a page that one may not see. */
export function Forbidden({ what, children }: { what: string; children?: ReactNode }) {
  return (
    <div className="notice" data-testid="forbidden">
      <h1>{what}</h1>
      {children}
    </div>
  );
}

/** Keeps the shell alive when a page breaks. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Failure
        whole
        what="This page broke."
        error={this.state.error}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
