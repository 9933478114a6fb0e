using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// Something that an optimizer keeps for every parameter from one update to the next, such as a velocity.
/// </summary>
/// <param name="Name">The name in files, unlike every other of the same optimizer.</param>
/// <param name="Block">The live memory, with the layout of the parameters: reading it saves, writing to it
/// restores.</param>
public readonly record struct OptimizerMoment(string Name, Matrix Block);

/// <summary>An update rule over a block of parameters and their gradients. It sees floats, not layers.</summary>
/// <remarks>
/// All that an optimizer knows is in <see cref="Moments"/>, <see cref="Scalars"/> and <see cref="Steps"/>. One of the
/// same kind and constants that gets them back goes on with the bits of the one that they were taken from.
/// </remarks>
/// <example>
/// <code>
/// var adam = new Adam(network.Parameters);
/// // after a backward pass has added to the gradients:
/// adam.Step(learningRate: 1e-3f); // and they are zero again
/// </code>
/// </example>
public abstract class Optimizer
{
    /// <summary>An optimizer of these parameters.</summary>
    protected Optimizer(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
    }

    /// <summary>The parameters that <see cref="Step"/> changes.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>The number of updates so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether the parameters are those for evaluation at present: <see cref="SwitchToEvaluation"/>.</summary>
    public bool IsEvaluating { get; private set; }

    /// <summary>
    /// Whether other values are for evaluation than for training, so that <see cref="SwitchToEvaluation"/> changes the
    /// parameters.
    /// </summary>
    public virtual bool EvaluatesOtherValues => false;

    /// <summary>The name in files, such as <c>adam</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What is kept for every parameter, in a fixed order; empty if nothing is.</summary>
    public virtual IReadOnlyList<OptimizerMoment> Moments => [];

    /// <summary>
    /// What is kept for all parameters together: live numbers, in the order that the optimizer documents.
    /// </summary>
    public virtual Span<double> Scalars => [];

    /// <summary>
    /// Goes on as after <paramref name="steps"/> updates. The moments and scalars of that time are written by the
    /// caller.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public virtual void Restore(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Steps = steps;
    }

    /// <summary>
    /// λ of the decoupled weight decay: an update takes η λ θ from every parameter that decays, beside what the formula
    /// takes. Biases and the parameters of a normalisation don't decay. Loshchilov and Hutter 2019, algorithm 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float WeightDecay { get; set => field = Require.NotNegative(value, nameof(WeightDecay)); }

    /// <summary>
    /// λ of the penalty ½ λ ‖θ‖² on every parameter that decays: λ θ is added to its gradient, before the formula sees
    /// it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float Penalty { get; set => field = Require.NotNegative(value, nameof(Penalty)); }

    /// <summary>
    /// The largest norm that all gradients together may have; longer ones are scaled to it before the update. Infinite
    /// for no bound. Pascanu et al. 2013, algorithm 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public float ClipNorm { get; set => field = Require.Bound(value, nameof(ClipNorm)); } = float.PositiveInfinity;

    /// <summary>
    /// The largest magnitude that a gradient may have, whose norm is bounded after it. Infinite for no bound.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public float ClipValue { get; set => field = Require.Bound(value, nameof(ClipValue)); } = float.PositiveInfinity;

    /// <summary>
    /// Changes the values by one update along the gradients, which are then set to zero. Allocates nothing.
    /// </summary>
    /// <param name="learningRate">η, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not a number.</exception>
    /// <exception cref="InvalidOperationException">The parameters are those for evaluation.</exception>
    /// <exception cref="NotFiniteNumberException">A moment has become infinite where no value shows it; the message
    /// names it. The training can't go on from there.</exception>
    public void Step(float learningRate)
    {
        if (IsEvaluating)
        {
            throw new InvalidOperationException(
                "The parameters are those for evaluation: switch to training before the next update.");
        }
        if (!(learningRate >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "η is at least 0.");
        }
        Clip();
        Steps++;
        Update(learningRate);
    }

    /// <summary>
    /// Makes an update of what is left over of an accumulation, at the end of a training. Most optimizers have nothing
    /// left over.
    /// </summary>
    /// <param name="learningRate">η, at least 0.</param>
    public virtual void Finish(float learningRate)
    {
    }

    /// <summary>
    /// Puts in the place of the parameters what is to be evaluated and used, where an optimizer takes its gradients
    /// elsewhere. Most don't, and change nothing here.
    /// </summary>
    public void SwitchToEvaluation() => Switch(toEvaluation: true);

    /// <summary>Undoes <see cref="SwitchToEvaluation"/>, bit for bit, as it must be before the next update.</summary>
    public void SwitchToTraining() => Switch(toEvaluation: false);

    /// <summary>
    /// Goes on from the values as they are in a part of the parameters, after somebody else has changed them: for an
    /// optimizer that keeps values of its own. Most don't, and change nothing here.
    /// </summary>
    /// <param name="part">Where, within <see cref="ParameterBuffer.Values"/>.</param>
    public virtual void Adopt(Range part)
    {
    }

    /// <summary>Changes the values and sets the gradients to zero; <see cref="Steps"/> counts from 1.</summary>
    protected abstract void Update(float learningRate);

    /// <summary>Changes the parameters from those for training to those for evaluation, or back.</summary>
    protected virtual void OnSwitch(bool toEvaluation)
    {
    }

    private void Clip()
    {
        if (float.IsFinite(ClipValue))
        {
            GradientClipping.ByValue(Parameters, ClipValue);
        }
        if (float.IsFinite(ClipNorm))
        {
            GradientClipping.ByGlobalNorm(Parameters, ClipNorm);
        }
    }

    private void Switch(bool toEvaluation)
    {
        if (IsEvaluating != toEvaluation)
        {
            IsEvaluating = toEvaluation;
            OnSwitch(toEvaluation);
        }
    }
}
