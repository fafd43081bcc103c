/** Yes or no, by sign and by word: never by colour alone. */

interface AnswerProps {
  yes: boolean;
  /** A no is nothing to worry about. */
  calm?: boolean;
}

export function Answer({ yes, calm = false }: AnswerProps) {
  const no = calm ? "answer calm" : "answer no";
  return (
    <span className={yes ? "answer" : no}>
      <span aria-hidden="true">{yes ? "✓" : "✕"}</span>
      {yes ? "yes" : "no"}
    </span>
  );
}
