/** Stands where the figures will be, as high as they are, so that nothing jumps once they come. */
export function Skeleton() {
  return (
    <div role="status" aria-label="Loading figures" className="skeleton">
      <div className="tiles">
        {['accepted', 'delivered', 'failed', 'in-transit', 'no-receipt', 'rate', 'coverage'].map((name) => (
          <div key={name} className={`tile tile-${name}`} />
        ))}
      </div>
      <div className="panel skeleton-chart" />
      <div className="two">
        <div className="panel panel-beside" />
        <div className="panel panel-beside" />
      </div>
      <div className="two two-even">
        <div className="panel panel-beside" />
        <div className="panel panel-beside" />
      </div>
    </div>
  );
}
