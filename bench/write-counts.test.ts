import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseWriteCounts, sumOf, totalOf, without, writeName } from './write-counts.ts';

const metrics = `# HELP apiserver_request_total [STABLE] Counter of apiserver requests.
# TYPE apiserver_request_total counter
apiserver_request_total{code="200",component="apiserver",dry_run="",group="types.kubefed.io",resource="federatedconfigmaps",scope="resource",subresource="",verb="PATCH",version="v1beta1"} 3
apiserver_request_total{code="409",component="apiserver",dry_run="",group="types.kubefed.io",resource="federatedconfigmaps",scope="resource",subresource="",verb="PATCH",version="v1beta1"} 1
apiserver_request_total{code="200",component="apiserver",dry_run="",group="types.kubefed.io",resource="federatedconfigmaps",scope="resource",subresource="status",verb="PATCH",version="v1beta1"} 1.5e+03
apiserver_request_total{code="201",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="APPLY",version="v1"} 7
apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="GET",version="v1"} 900
apiserver_request_total{code="0",component="apiserver",dry_run="",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"} 4
apiserver_request_total{code="404",component="",dry_run="",group="",resource="",scope="",subresource="\\"/odd} \\\\",verb="POST",version=""} 2
apiserver_request_total_of_another_kind{verb="POST",resource="configmaps"} 5
apiserver_request_duration_seconds_count{verb="POST",resource="configmaps"} 5
`;

describe('parseWriteCounts', () => {
  it('counts writes whatever the answer, subresources apart, and neither reads nor other metrics', () => {
    assert.deepEqual(
      [...parseWriteCounts(metrics)],
      [
        ['PATCH federatedconfigmaps', 4],
        ['PATCH federatedconfigmaps/status', 1500],
        ['APPLY configmaps', 7],
        ['POST /\\"/odd} \\\\', 2],
      ],
    );
  });

  it('finds nothing in a text without requests', () => {
    assert.equal(parseWriteCounts('# nothing yet\n').size, 0);
  });
});

describe('counts of writes', () => {
  const before = new Map([
    ['POST a', 1],
    ['PATCH a', 5],
  ]);
  const after = new Map([
    ['POST a', 1],
    ['PATCH a', 8],
    ['DELETE b', 2],
  ]);

  it('tell what happened between two looks', () => {
    assert.deepEqual(
      [...without(after, before)],
      [
        ['PATCH a', 3],
        ['DELETE b', 2],
      ],
    );
  });

  it('are left without those known', () => {
    const known = new Map([[writeName('PATCH', 'a'), 8]]);
    assert.deepEqual(
      [...without(after, known)],
      [
        ['POST a', 1],
        ['DELETE b', 2],
      ],
    );
  });

  it('show a write that was expected and did not happen', () => {
    assert.deepEqual(
      [...without(new Map(), new Map([[writeName('PATCH', 'a', 'status'), 1]]))],
      [['PATCH a/status', -1]],
    );
  });

  it('of several servers make one', () => {
    assert.deepEqual(
      [...sumOf([before, after])],
      [
        ['POST a', 2],
        ['PATCH a', 13],
        ['DELETE b', 2],
      ],
    );
  });

  it('add up', () => {
    assert.equal(totalOf(after), 11);
    assert.equal(totalOf(new Map()), 0);
  });
});
