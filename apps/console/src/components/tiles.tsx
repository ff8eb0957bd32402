interface Tile {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
}

/** The few numbers that somebody looks at first. */
export function Tiles({ tiles }: { readonly tiles: readonly Tile[] }) {
  return (
    <dl className="tiles">
      {tiles.map(({ name, value, unit }) => (
        <div key={name} className="tile">
          <dt>{name}</dt>
          <dd>
            {value} {unit !== undefined && <span className="tile-unit">{unit}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
